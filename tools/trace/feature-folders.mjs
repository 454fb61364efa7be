import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * Every feature folder below apps: one that says what it carries out, or has no folder in it though it ought to say so. `name` is `<service>/<folder>`, `elements` are the ids of the
 * policy's elements that it carries out (`purpose.*` are all of that kind), `none` is why it carries out none.
 */
export function featureFolders(root = '.') {
  return foldersIn(join(root, 'apps')).flatMap((service) =>
    featuresBelow(join(root, 'apps', service, 'src'), service),
  );
}

export const folderOf = (feature) => feature.replace(/^([^/]+)/, 'apps/$1/src');

export const carriedOut = ({ elements = [] }, id) =>
  elements.some((one) => one === id || (one.endsWith('.*') && id.startsWith(one.slice(0, -1))));

/** Of features that say nothing, or both things, or an id that none of `ids` is. */
export function featureProblems(features, ids) {
  return features.flatMap(({ name, elements = [], none = '' }) => {
    if (elements.length === 0 && none === '')
      return [`${name} does not say what it carries out, nor why nothing: carries-out.yaml`];
    if (elements.length > 0 && none !== '')
      return [`${name} carries out elements, and says why it carries out none`];
    return elements
      .filter((element) => !ids.some((id) => carriedOut({ elements: [element] }, id)))
      .map((element) => `${name} carries out ${element}, which no policy declares`);
  });
}

const featuresBelow = (folder, name) =>
  foldersIn(folder).flatMap((each) => {
    const below = featuresBelow(join(folder, each), `${name}/${each}`);
    const said = declared(join(folder, each));
    const isFeature = said !== undefined || below.length === 0;
    return isFeature ? [{ name: `${name}/${each}`, ...said }, ...below.filter(saysSomething)] : below;
  });

function declared(folder) {
  const file = join(folder, 'carries-out.yaml');
  return existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : undefined;
}

const saysSomething = ({ elements, none }) => elements !== undefined || none !== undefined;

const foldersIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];

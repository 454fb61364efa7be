import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Every executable of that name on the PATH and in the further folders, in that order. */
export function onPath(name, further = []) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...further];
  return [...new Set(folders.map((folder) => join(folder, name)))].filter(runs);
}

/** For trying the private servers on a machine that has its own. */
export const ignoresSystemServers = () => process.env.SELOSTE_IGNORE_SYSTEM_SERVERS === '1';

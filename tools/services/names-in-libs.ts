import ts from 'typescript';

const camel = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `consent` and `retention` are also words of the law. */
const isWordOfTheLaw = (name: string): boolean => !name.includes('-');

/** Every literal and identifier of a source file that names one of these services, with its line. */
export function namesIn(file: string, text: string, services: readonly string[]): readonly string[] {
  const names = file.startsWith('libs/policy/') ? services.filter((name) => !isWordOfTheLaw(name)) : services;
  const literal = new RegExp(`(^|[\\s/'"])(${names.join('|')})($|[\\s./'"])`);
  const identifiers = new Set(names.filter((name) => !isWordOfTheLaw(name)).map(camel));
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    const says =
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      !ts.isImportDeclaration(node.parent) &&
      !ts.isExportDeclaration(node.parent)
        ? literal.test(node.text)
        : ts.isIdentifier(node) && identifiers.has(node.text);
    if (says) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} ${node.getText()}`);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

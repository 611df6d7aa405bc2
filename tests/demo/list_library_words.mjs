// Lists the names in the demo monorepo that are not its own: members of its libraries' types, globals, and the literal
// values that those types ask for. rename_test.py leaves them as they are. What is a library's is asked of the compiler.
//
//   tests/demo/typecheck.sh BUILD_FOLDER && node tests/demo/list_library_words.mjs BUILD_FOLDER > tests/demo/library_words.txt
//
// BUILD_FOLDER is where typecheck.sh has put the states and their libraries. To be run again when the demo begins to use
// something new of a library; typecheck.sh on a renamed state tells when that was forgotten.

import { createRequire } from "node:module";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const build = resolve(process.argv[2]);
const ts = createRequire(join(build, "package.json"))("typescript");

const words = new Set();

function isLibrary(file) {
  return file.includes("/node_modules/");
}

/** A property of a type, or of any of the types that it may be. */
function propertyOf(checker, type, name) {
  if (!type) return undefined;
  const members = type.isUnion() ? type.types : [checker.getNonNullableType(type)];
  return members.map((member) => checker.getPropertyOfType(member, name)).find(isOfLibrary);
}

function isOfLibrary(symbol) {
  return symbol?.declarations?.some((declaration) => isLibrary(declaration.getSourceFile().fileName)) ?? false;
}

/** Members of an object literal are what the place they are handed to calls them. */
function expectedMember(checker, property) {
  const object = property.parent;
  if (!ts.isObjectLiteralExpression(object) || !property.name || !("text" in property.name)) return undefined;
  return propertyOf(checker, checker.getContextualType(object), property.name.text);
}

function expectedAttribute(checker, attribute) {
  return propertyOf(checker, checker.getContextualType(attribute.parent), attribute.name.getText());
}

/** A method that implements or overrides what a library declares. */
function inheritedMember(checker, member) {
  const owner = member.parent;
  if (!ts.isClassLike(owner) || !member.name || !("text" in member.name)) return undefined;
  for (const clause of owner.heritageClauses ?? []) {
    for (const base of clause.types) {
      const found = checker.getPropertyOfType(checker.getTypeAtLocation(base), member.name.text);
      if (isOfLibrary(found)) return found;
    }
  }
  return undefined;
}

/** Whether a library's declaration asks for one of certain strings where this one stands. */
function isExpectedLiteral(checker, literal) {
  const type = checker.getContextualType(literal);
  const members = type?.isUnion() ? type.types : type ? [type] : [];
  if (!type || !members.some((member) => member.isStringLiteral() && member.value === literal.text)) return false;
  if (isOfLibrary(type.aliasSymbol)) return true;
  const parent = literal.parent;
  if (ts.isPropertyAssignment(parent)) return isOfLibrary(expectedMember(checker, parent));
  if (ts.isJsxAttribute(parent)) return isOfLibrary(expectedAttribute(checker, parent));
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const callee = checker.getResolvedSignature(parent)?.declaration;
    return callee !== undefined && isLibrary(callee.getSourceFile().fileName);
  }
  if (ts.isBinaryExpression(parent)) {
    const peer = parent.left === literal ? parent.right : parent.left;
    return ts.isTypeOfExpression(peer) || isOfLibrary(checker.getSymbolAtLocation(peer));
  }
  return ts.isCaseClause(parent) && isOfLibrary(checker.getSymbolAtLocation(parent.parent.parent.expression));
}

function visit(checker, node) {
  if (ts.isIdentifier(node) && !ts.isJsxAttribute(node.parent)) {
    const symbol = checker.getSymbolAtLocation(node);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const parent = node.parent;
    const isBindingName = ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node;
    const ofLibrary =
      (isOfLibrary(target) && (target.name === node.text || target.escapedName === node.text)) ||
      (ts.isImportSpecifier(parent) && (parent.propertyName ?? parent.name) === node && isOfLibrary(target)) ||
      (parent.name === node && isOfLibrary(expectedMember(checker, parent))) ||
      (parent.name === node && isOfLibrary(inheritedMember(checker, parent))) ||
      (isBindingName && isOfLibrary(checker.getPropertyOfType(checker.getTypeAtLocation(parent.parent), node.text)));
    if (ofLibrary) words.add(node.text);
  } else if (ts.isStringLiteralLike(node)) {
    if (isExpectedLiteral(checker, node)) for (const word of node.text.match(/[A-Za-z_$][\w$]*/g) ?? []) words.add(word);
  } else if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
    const name = node.tagName.getText();
    if (/^[a-z]/.test(name)) words.add(name);
  } else if (ts.isJsxAttribute(node) && isOfLibrary(expectedAttribute(checker, node))) {
    for (const word of node.name.getText().split("-")) words.add(word);
  }
  ts.forEachChild(node, (child) => visit(checker, child));
}

for (const state of ["before", "after", "regressed"]) {
  for (const name of readdirSync(join(build, state, "packages"))) {
    const project = join(build, state, "packages", name, "tsconfig.check.json");
    if (!existsSync(project)) continue;
    const { config } = ts.readConfigFile(project, ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, join(project, ".."), undefined, project);
    const program = ts.createProgram(fileNames, options);
    const checker = program.getTypeChecker();
    for (const file of program.getSourceFiles()) {
      if (!isLibrary(file.fileName) && !file.isDeclarationFile) visit(checker, file);
    }
  }
}

console.log("# Names in fixtures/demo_monorepo that are its libraries'. Written by list_library_words.mjs.");
for (const word of [...words].sort()) console.log(word);

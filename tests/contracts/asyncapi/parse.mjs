// What the official parser finds wrong in a document, as JSON: [{"severity", "code", "path", "message"}, …].
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const SEVERITY = ['error', 'warning', 'info', 'hint'];
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
const found = diagnostics.map(({ severity, code, path, message }) => ({
  severity: SEVERITY[severity],
  code,
  path: path.join('/'),
  message,
}));
console.log(JSON.stringify({ parsed: document !== undefined, found }));

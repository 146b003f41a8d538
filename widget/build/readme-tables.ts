import type { Declaration, Entry, Manifest } from './shipped-manifest.ts';

type Row = readonly string[];

const code = (text: string) => `\`${text}\``;

/** A cell holds no line break and no bar. */
const cell = (text = '') => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');

/** `'auto' | 'light'` -> `auto`, `light`; a plain string is not told, it is what every attribute is. */
const values = ({ type }: Entry) =>
  type?.text.includes("'") ? type.text.split(' | ').map((value) => code(value.replaceAll("'", ''))) : [];

const attribute = (entry: Entry): Row => {
  const isFlag = entry.type?.text === 'boolean';
  return [
    code(entry.name),
    isFlag ? 'there or not' : values(entry).join(', '),
    byDefault(entry),
    about(entry),
  ];
};

const byDefault = (entry: Entry) => (entry.default === undefined ? '' : code(entry.default));

const about = ({ description }: Entry) => cell(description);

const nameAndUse = (entry: Entry): Row => [code(entry.name), about(entry)];

const methods = ({ members = [] }: Declaration) => members.filter(({ kind }) => kind === 'method');

const fields = ({ members = [], attributes = [] }: Declaration) => {
  const known = new Set(attributes.map(({ fieldName }) => fieldName));
  return members.filter(
    ({ kind, name, static: isStatic }) => kind === 'field' && !isStatic && !known.has(name),
  );
};

/** Each table: its head, and its rows out of the element. */
const TABLES: Readonly<Record<string, (element: Declaration) => readonly Row[]>> = {
  attributes: ({ attributes = [] }) => [
    ['attribute', 'values', 'default', 'meaning'],
    ...attributes.map(attribute),
  ],
  events: ({ events = [] }) => [
    ['event', 'class', 'when'],
    ...events.map((event) => [code(event.name), code(event.type?.text ?? ''), about(event)]),
  ],
  methods: (element) => [
    ['method', 'does'],
    ...methods(element).map((entry) => [code(`${entry.name}()`), about(entry)]),
  ],
  fields: (element) => [['property', 'is'], ...fields(element).map(nameAndUse)],
  slots: ({ slots = [] }) => [
    ['slot', 'holds'],
    ...slots.map((slot) => [slot.name ? code(slot.name) : '(no name)', about(slot)]),
  ],
  parts: ({ cssParts = [] }) => [['part', 'is'], ...cssParts.map(nameAndUse)],
  properties: ({ cssProperties = [] }) => [
    ['property', 'default', 'for'],
    ...cssProperties.map((entry) => [code(entry.name), byDefault(entry), about(entry)]),
  ],
  states: ({ cssStates = [] }) => [['state', 'while'], ...cssStates.map(nameAndUse)],
};

/** Columns of one width, as the formatter has them. */
function markdown([head = [], ...rows]: readonly Row[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), 3),
  );
  const line = (cells: Row) => `| ${cells.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/**
 * Writes the tables of the element into a document, each between `<!-- table: name -->` and `<!-- end -->`.
 *
 * @param document Markdown.
 * @throws Error where a marker names no table, or a table has no place.
 */
export function fillTables(document: string, { modules }: Manifest): string {
  const element = modules[0]?.declarations?.find(({ attributes }) => attributes);
  if (!element) throw new Error('the manifest holds no element');
  const missing = new Set(Object.keys(TABLES));
  const filled = document.replace(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, open, name, close) => {
      const table = TABLES[name];
      if (!table) throw new Error(`no table: ${name}`);
      missing.delete(name);
      return `${open}\n${markdown(table(element))}\n${close}`;
    },
  );
  if (missing.size > 0) throw new Error(`no place for: ${[...missing].join(', ')}`);
  return filled;
}

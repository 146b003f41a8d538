/** An attribute, event, part …: what a table of the README tells of it. */
export interface Entry {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
}

interface Member extends Entry {
  readonly kind: 'field' | 'method';
  readonly static?: boolean;
  readonly privacy?: 'public' | 'protected' | 'private';
  readonly inheritedFrom?: unknown;
}

interface Attribute extends Entry {
  readonly fieldName?: string;
}

/** A class, as the analyzer tells it. */
export interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly description?: string;
  readonly superclass?: { readonly name: string; readonly package?: string };
  readonly members?: readonly Member[];
  readonly attributes?: readonly Attribute[];
  readonly events?: readonly Entry[];
  readonly slots?: readonly Entry[];
  readonly cssParts?: readonly Entry[];
  readonly cssProperties?: readonly Entry[];
  readonly cssStates?: readonly Entry[];
}

/** `custom-elements.json`. */
export interface Manifest {
  readonly schemaVersion: string;
  readonly modules: readonly {
    readonly kind: 'javascript-module';
    readonly path: string;
    readonly declarations?: readonly Declaration[];
    readonly exports: readonly {
      readonly kind: 'js' | 'custom-element-definition';
      readonly name: string;
      readonly declaration: { readonly name: string; readonly module: string };
    }[];
  }[];
}

/** What the analyzer makes of the source. */
export interface Analyzed {
  readonly schemaVersion: string;
  readonly modules: readonly { readonly declarations: readonly Declaration[] }[];
}

/** An attribute is there or not: null is the property's. */
const attributeType = ({ type }: Attribute) => type?.text.replace(/ \| null$/, '') ?? 'string';

const isPublic = ({ privacy, name }: Member) =>
  (privacy === undefined || privacy === 'public') && !name.startsWith('#');

/** `lp-settled` -> `LpSettledEvent`. */
const eventClass = (type: string) =>
  `${type.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Event`;

/** The element, less what no page can set: reactive state is taken for an attribute, each `dispatchEvent` for an event. */
function elementFace(element: Declaration): Declaration {
  const members = (element.members ?? []).filter(isPublic);
  const fields = new Set(members.map(({ name }) => name));
  return {
    ...element,
    members,
    attributes: (element.attributes ?? [])
      .filter(({ fieldName }) => fieldName && fields.has(fieldName))
      .map(({ default: value, ...attribute }) => ({
        ...attribute,
        ...(value && value !== 'null' && { default: value }),
        type: { text: attributeType(attribute) },
      })),
    events: (element.events ?? [])
      .filter(({ name }) => name?.startsWith('lp-'))
      .map((event) => ({ ...event, type: { text: eventClass(event.name) } })),
  };
}

/** A class of events, with what it has from a class that is not exported. */
function eventFace(event: Declaration): Declaration {
  return {
    ...event,
    superclass: { name: 'CustomEvent', package: 'global:' },
    members: (event.members ?? []).map(({ inheritedFrom, ...member }) =>
      inheritedFrom ? { ...member, type: { text: 'PublicPayment | null' } } : member,
    ),
  };
}

/**
 * The manifest of the package as it is installed: the public classes, under the modules that a page imports them from.
 *
 * @param analyzed Of the source; private members and what the analyzer misreads are left out.
 */
export function shippedManifest({ schemaVersion, modules }: Analyzed): Manifest {
  const declarations = modules
    .flatMap(({ declarations }) => declarations)
    .filter(({ kind }) => kind === 'class')
    .map((declaration) => (declaration.attributes ? elementFace(declaration) : eventFace(declaration)));
  const reference = (name: string) => ({ name, module: 'npm/index.js' });
  return {
    schemaVersion,
    modules: [
      {
        kind: 'javascript-module',
        path: 'npm/index.js',
        declarations,
        exports: declarations.map(({ name }) => ({ kind: 'js', name, declaration: reference(name) })),
      },
      {
        kind: 'javascript-module',
        path: 'npm/define.js',
        exports: [
          {
            kind: 'custom-element-definition',
            name: 'lightning-pay',
            declaration: reference('LightningPay'),
          },
        ],
      },
    ],
  };
}

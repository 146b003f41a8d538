import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Entry, Manifest } from '../build/shipped-manifest.ts';
import { PHASES } from '../src/checkout-state.ts';
import * as entry from '../src/index.ts';
import { settledPayment } from './fixtures/payments.ts';

const WIDGET = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(WIDGET, path), 'utf8');

const manifest = JSON.parse(read('custom-elements.json')) as Manifest;
const element = manifest.modules[0]?.declarations?.find(({ name }) => name === 'LightningPay');

/** The code of the element, without tests and comments. */
const code = readdirSync(join(WIDGET, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => read(`src/${path}`).replace(/\/\*\*[\s\S]*?\*\//g, ''))
  .join('\n');

const names = (entries: readonly Entry[] = []) => entries.map(({ name }) => name).sort();
const unique = (found: Iterable<string>) => [...new Set(found)].sort();
const found = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, match = '']) => match);

describe('custom-elements.json', () => {
  it('has every attribute of the element, and no other', () => {
    const attributes = Object.entries(entry.LightningPay.properties)
      .filter(([, options]) => !('state' in options))
      .map(([name, options]) => ('attribute' in options ? options.attribute : name));
    expect(names(element?.attributes)).toEqual(attributes.sort());
  });

  it('has every event, each with its class, and no other', () => {
    const payment = settledPayment();
    const events = Object.entries(entry)
      .filter(([name]) => name.endsWith('Event'))
      .map(([name, Class]) => [(Reflect.construct(Class, [payment, payment]) as Event).type, name]);
    expect(element?.events?.map(({ name, type }) => [name, type?.text]).sort()).toEqual(events.sort());
  });

  it('has every part, and no other', () => {
    const parts = found(/\bpart="([\w -]+)"/g).flatMap((list) => list.split(' '));
    expect(names(element?.cssParts)).toEqual(unique(parts));
  });

  it('has every custom property, and no other', () => {
    expect(names(element?.cssProperties)).toEqual(unique(found(/(--lp-[a-z-]+)/g)));
  });

  it('tells the values that a property has by itself, in light and in dark', () => {
    const values = [...code.matchAll(/var\((--lp-[a-z-]+), ([^()]+|\w+\([^()]*\))\)/g)];
    const own = values.filter(([, , value = '']) => !/^var|[$]/.test(value));
    expect(own.length).toBeGreaterThan(15);
    for (const [, name, value = ''] of own) {
      const told = element?.cssProperties?.find((property) => property.name === name);
      expect(`${told?.default} ${told?.description}`, name).toContain(value);
    }
  });

  it('has every slot, and the place of what is shown before there is an element', () => {
    expect(names(element?.slots)).toEqual(unique(['', ...found(/<slot name="([\w-]+)"/g)]));
  });

  it('has every phase as a state', () => {
    expect(element?.cssStates?.map(({ name }) => name)).toEqual(PHASES);
  });

  it('has what a page may call, and nothing that is private', () => {
    const members = names(element?.members?.filter(({ kind }) => kind === 'method'));
    expect(members).toEqual(['close', 'focus', 'open', 'reset']);
  });

  it('says of everything what it is', () => {
    const { attributes, events, slots, cssParts, cssProperties, cssStates } = element ?? {};
    const all = [attributes, events, slots, cssParts, cssProperties, cssStates].flatMap((list) => list ?? []);
    expect(all.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });
});

describe('LightningPayAttributes', () => {
  it('types every attribute for JSX, and no other', () => {
    const body = /interface LightningPayAttributes \{([^}]*)\}/.exec(read('src/react.ts'))?.[1] ?? '';
    const typed = [...body.matchAll(/^ {2}'?([\w-]+)'?\?:/gm)].map(([, name = '']) => name);
    expect(typed.sort()).toEqual(names(element?.attributes));
  });
});

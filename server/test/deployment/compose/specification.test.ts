import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENTS, deployment, FILES } from './deployment.ts';

/**
 * The specification's own schema, unchanged: `schema/compose-spec.json` of github.com/compose-spec/compose-spec
 * (Apache-2.0), as the npm package `dclint` 3.1.0 carries it in `schemas/compose.schema.json`.
 */
const SCHEMA = new URL('../../data/compose-spec.json', import.meta.url);

// It names its meta schema by https, which the validator knows by http.
const { $schema: _, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
const isComposeFile = new Ajv({ strict: false, allErrors: true }).compile(schema);

describe('the compose specification', () => {
  it.each(Object.entries(FILES))('parses %s', (_, { content }) => {
    expect(isComposeFile(content), JSON.stringify(isComposeFile.errors)).toBe(true);
  });

  it.each(DEPLOYMENTS)('parses %s, merged', (composeFile) => {
    expect(isComposeFile(deployment(composeFile)), JSON.stringify(isComposeFile.errors)).toBe(true);
  });

  it.each([
    ['an attribute that it does not know', { services: { nginx: { image: 'nginx', readonly: true } } }],
    ['a value of another kind', { services: { nginx: { image: 'nginx', cap_drop: 'ALL' } } }],
    ['a section that it does not know', { service: {} }],
  ])('refuses %s', (_, content) => {
    expect(isComposeFile(content)).toBe(false);
  });
});

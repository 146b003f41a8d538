import { describe, expect, it } from 'vitest';
import { parseComposeFile } from './compose-file.ts';

describe('parseComposeFile', () => {
  it.each([
    ['a key named twice', 'services: {}\nservices: {}', /unique/],
    ['a tag that Compose does not know', 'services: !merge {}', /!merge/],
    ['a tag in a list', 'a: [!reset b]', /list/],
    ['a list', '- a', /mapping/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseComposeFile(text)).toThrow(message);
  });
});

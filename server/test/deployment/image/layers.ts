import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { podman, run } from './podman.ts';
import { inScratchFolder } from './scratch-folder.ts';

/** One layer of an image. */
export interface Layer {
  /** Of its files and links, without a leading slash; folders are left out. */
  readonly paths: readonly string[];
  /** All of it, as an uncompressed archive. */
  readonly bytes: Buffer;
}

/** Reads every layer of an image, the base's first: what a later layer hides is there all the same. */
export function readLayers(imageId: string): Promise<readonly Layer[]> {
  return inScratchFolder(async (folder) => {
    const archive = join(folder, 'image.tar');
    await podman('save', '--quiet', '--format', 'docker-archive', '--output', archive, imageId);
    await run(['tar', '--extract', `--file=${archive}`, '-C', folder]);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as [
      { Layers: string[] }, // of the format `docker-archive`
    ];
    return await Promise.all(manifest[0].Layers.map((name) => readLayer(join(folder, name))));
  });
}

async function readLayer(file: string): Promise<Layer> {
  const listed = await run(['tar', '--list', `--file=${file}`]);
  const paths = listed.split('\n').map((path) => path.replace(/^(\.?\/)+/, ''));
  return { paths: paths.filter((path) => path !== '' && !path.endsWith('/')), bytes: await readFile(file) };
}

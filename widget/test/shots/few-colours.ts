/** What a page gives back: `pixels` in base64, because that is quicker than an array. */
interface Reduced {
  readonly width: number;
  readonly height: number;
  readonly palette: number[];
  readonly pixels: string;
}

/**
 * Reduces a picture to its 256 most used colours. Runs in a page, which can decode PNG; so it refers to nothing outside
 * itself.
 *
 * @param png In base64.
 */
export async function fewColours(png: string): Promise<Reduced> {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colour = (at: number) => ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
  const uses = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) uses.set(colour(at), (uses.get(colour(at)) ?? 0) + 1);
  // Of colours that nobody can tell apart the most used one is kept, exactly.
  const alike = new Map<number, number>();
  for (const [rgb] of [...uses].sort((a, b) => b[1] - a[1]))
    if (!alike.has(rgb & 0xfcfcfc)) alike.set(rgb & 0xfcfcfc, rgb);
  const kept = [...alike.values()].slice(0, 256);
  const indexes = new Map<number, number>();
  const nearest = (rgb: number) => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    kept.forEach((other, index) => {
      const [r, g, b] = [16, 8, 0].map((shift) => ((rgb >> shift) & 255) - ((other >> shift) & 255)) as [
        number,
        number,
        number,
      ];
      const distance = r * r + g * g + b * b;
      if (distance < least) [best, least] = [index, distance];
    });
    return best;
  };
  for (const rgb of uses.keys()) indexes.set(rgb, nearest(rgb));
  let pixels = '';
  for (let at = 0; at < data.length; at += 4) pixels += String.fromCharCode(indexes.get(colour(at)) ?? 0);
  const palette = kept.flatMap((rgb) => [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255]);
  return { width, height, palette, pixels: btoa(pixels) };
}

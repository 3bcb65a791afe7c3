/** What the build is made from, as one digest (hex) over names, sizes and times. */
export function inputsDigest(root: string): string;

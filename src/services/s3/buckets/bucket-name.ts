/** Amazon S3 User Guide, "General purpose bucket naming rules". */

const FORBIDDEN_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const FORBIDDEN_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

export function isValidBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !FORBIDDEN_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !FORBIDDEN_SUFFIXES.some((suffix) => name.endsWith(suffix))
  );
}

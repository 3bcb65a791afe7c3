import { OptionError } from '../options.js';

/** Why an address can't be listened on, in words for the user who chose it. */
export function listenError(error: Error & { code?: string }, port: number, host: string): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new OptionError(`Port ${port} on ${host} is in use. Choose another with --port, or 0 for a free one.`);
    case 'EACCES':
      return new OptionError(`Port ${port} on ${host} needs privileges that this process doesn't have. Choose another with --port.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new OptionError(`--host: ${host} is not an address of this machine.`);
    default:
      return error;
  }
}

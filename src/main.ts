#!/usr/bin/env node
/** The command. It imports nothing before the compile cache is on, which Node has since 22. */
import module from 'node:module';

if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();

const { runCommand } = await import('./command-line.js');
await runCommand(process.argv.slice(2), process.env);

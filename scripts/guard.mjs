// Runs a command for as long as the process that started us lives: node guard.mjs <command> [arguments]
//
// We lead a process group of our own, and our standard input is a pipe that only the starter holds open. However the
// starter ends (Ctrl-C, a crash, kill -9), the system closes the pipe, and we end the group with everything in it. No
// handler in the starter could do that for kill -9, and none is needed for the rest.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

child.once('error', ({ message }) => {
	process.stderr.write(`${message}\n`);
	process.exit(127);
});
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

process.on('SIGTERM', () => child.kill('SIGTERM'));

const endGroup = () => process.kill(-process.pid, 'SIGKILL');
process.stdin.once('end', endGroup).once('error', endGroup).resume();

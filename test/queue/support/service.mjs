/**
 * A service that can be started, stopped and killed as often as wanted, and keeps what it prints.
 *
 * @param {(onOutput: (text: string) => void) => Promise<object>} launch starts it, waits until it is ready, and gives what
 *   startGuarded gives
 */
export function service(launch) {
	let running;
	let output = '';

	const end = async (how) => {
		if (!running) return;
		await how(running);
		await running.ended;
		running = undefined;
	};
	return {
		output: () => output,
		/** Starts it unless it runs. */
		async start() {
			try {
				running ??= await launch((text) => (output += text));
			} catch (error) {
				throw new Error(`${error.message}\n${output.slice(-5000)}`);
			}
		},
		/** Asks it to end. */
		stop: () => end(({ stop }) => stop()),
		/** Ends it as kill -9 does. */
		kill: () => end(({ kill }) => kill()),
	};
}

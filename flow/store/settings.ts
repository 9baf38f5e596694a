import { StoreUnavailable } from './flowStore';

export type Environment = Record<string, string | undefined>;

/** Environment variables, read as n8n reads its own (`@n8n/config`, decorators). */
export interface Settings {
	/** @returns the value; undefined when the variable is not set */
	text(name: string): string | undefined;
	/** @returns the number; the fallback when the variable is not set, or holds no number */
	number(name: string, fallback: number): number;
	/** @returns the truth value; the fallback when the variable is not set, or holds something else */
	flag(name: string, fallback: boolean): boolean;
}

/** @param readFile reads a file that a variable `NAME_FILE` names, in which the value of NAME stands */
export function settingsOf(env: Environment, readFile: (path: string) => string): Settings {
	const raw = (name: string): string | undefined => {
		const path = env[`${name}_FILE`];
		if (env[name] !== undefined || !path) return env[name];
		try {
			return readFile(path).trim();
		} catch (error) {
			throw new StoreUnavailable(`The file that ${name}_FILE names cannot be read.`, { cause: error });
		}
	};

	return {
		text: (name) => withoutQuotes(raw(name)),
		number(name, fallback) {
			const text = withoutQuotes(raw(name));
			const value = Number(text);
			return text === undefined || text === '' || Number.isNaN(value) ? fallback : value;
		},
		flag(name, fallback) {
			const text = raw(name)?.toLowerCase();
			if (text === 'true' || text === '1') return true;
			return text === 'false' || text === '0' ? false : fallback;
		},
	};
}

function withoutQuotes(text: string | undefined): string | undefined {
	return text?.trim().replace(/^(['"])(.*)\1$/, '$2');
}

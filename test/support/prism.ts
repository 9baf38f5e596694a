import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ServerProcess } from './serverProcess';
import { ROOT, startServer } from './serverProcess';

/** OpenAPI documents of vendors' APIs; they are no part of this repository. */
export const DOCUMENTS = join(ROOT, '../shared/contracts/openapi');

const PRISM = join(ROOT, 'node_modules/@stoplight/prism-cli/dist/index.js');

/**
 * Describes what needs vendors' OpenAPI documents. Where one is not there, it is skipped and says so.
 *
 * @param documents their names, e.g. `infobip-moments.json`
 */
export function describeWithDocuments(name: string, documents: readonly string[], tests: () => void): void {
	const missing = documents.filter((document) => !existsSync(join(DOCUMENTS, document)));
	if (missing.length === 0) {
		describe(name, tests);
		return;
	}
	const why = `SKIPPED: ${missing.join(', ')} not in ${DOCUMENTS}`;
	console.warn(`"${name}" ${why}`);
	describe.skip(`${name} (${why})`, tests);
}

/**
 * Starts a server that checks requests against an OpenAPI document and answers with its examples. It tells of a request
 * that is not as the document says by a status of 400 or more; {@link violationsIn} tells what it did not like. The
 * caller stops it.
 *
 * @param document its name
 */
export async function startPrism(document: string): Promise<ServerProcess> {
	return await prism(['mock', join(DOCUMENTS, document)]);
}

/**
 * Starts a server that passes requests on, and checks them and their answers against an OpenAPI document, as
 * {@link startPrism} does. The caller stops it.
 *
 * @param document its name
 * @param upstream base URL of the API
 */
export async function startPrismBefore(document: string, upstream: string): Promise<ServerProcess> {
	return await prism(['proxy', join(DOCUMENTS, document), upstream]);
}

/** An OpenAPI document, as far as tests change one. */
export interface OpenApiDocument {
	paths: Record<string, unknown>;
	webhooks?: Record<string, unknown>;
	components: { schemas: Record<string, Record<string, unknown>> };
	security?: unknown;
}

/**
 * Starts a server as {@link startPrism} does, for a document of which something has to be changed for that.
 *
 * @param document its name
 * @param change gives the changed document
 */
export async function startPrismOn(document: string, change: (original: OpenApiDocument) => OpenApiDocument): Promise<ServerProcess> {
	const folder = await mkdtemp(join(tmpdir(), 'prism-'));
	const original = JSON.parse(await readFile(join(DOCUMENTS, document), 'utf8')) as OpenApiDocument;
	await writeFile(join(folder, document), JSON.stringify(change(original)));
	const server = await prism(['mock', join(folder, document)]);
	return {
		url: server.url,
		async stop() {
			await server.stop();
			// Prism ends when its document goes away.
			await rm(folder, { recursive: true });
		},
	};
}

async function prism([command, ...rest]: string[]): Promise<ServerProcess> {
	return await startServer([PRISM, command, '--port', '0', '--errors', ...rest], /Prism is listening on (http:\S+)/);
}

/** @returns what Prism says it did not like about a request or an answer, from the headers of its answer; empty when it did */
export function violationsIn(headers: Record<string, string>): string[] {
	const violations = JSON.parse(headers['sl-violations'] ?? '[]') as Array<{ location: string[]; message: string }>;
	return violations.map(({ location, message }) => `${location.join('.')}: ${message}`);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Expression } from 'n8n-workflow';

import { Logger } from '../../runtime/node_modules/@n8n/backend-common';
import { Container } from '../../runtime/node_modules/@n8n/di';
import { ExpressionEvaluator, IsolatedVmBridge } from '../../runtime/node_modules/@n8n/expression-runtime';
import { expressionSandboxHooks } from '../../runtime/node_modules/n8n-workflow/dist/cjs/expression-sandboxing';

// What n8n's core needs before it can run anything: a folder of its own, a logger, and the expression engine. All other
// services, the HTTP client among them, it makes itself.

/** What n8n and the nodes logged since the test file began: level, message and details as one line. */
export const logged: string[] = [];

const userFolder = mkdtempSync(join(tmpdir(), 'flow-elements-'));
process.env.N8N_USER_FOLDER = userFolder;
// The servers of the tests are on this machine, whatever proxy it is behind.
process.env.NO_PROXY = '127.0.0.1,localhost';

beforeAll(async () => {
	const log = (level: string) => (message: string, details?: object) =>
		logged.push(`${level}: ${message} ${JSON.stringify(details)}`);
	const levels = ['debug', 'info', 'warn', 'error'].map((level) => [level, log(level)]);
	const logger = Object.fromEntries(levels);
	Container.set(Logger, { ...logger, scoped: () => logger } as unknown as Logger);

	// n8n's own engine, as in `Expression.initExpressionEngine`, whose `import()` jest does not know.
	const evaluator = new ExpressionEvaluator({
		createBridge: () => new IsolatedVmBridge({ logger }),
		maxCodeCacheSize: 1024,
		// As n8n can be told to: a run without expressions has none made for it, which takes longer than the run.
		lazyAcquire: true,
		hooks: expressionSandboxHooks,
		logger,
	});
	await evaluator.initialize();
	Expression.setExpressionEngine('vm');
	(Expression as unknown as { vmEvaluator: ExpressionEvaluator }).vmEvaluator = evaluator;
});

afterAll(async () => {
	await Expression.disposeExpressionEngine();
	rmSync(userFolder, { recursive: true });
});

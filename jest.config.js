/** n8n itself puts its own modules on the path of community packages; so do the tests, with the pinned n8n. */
const modulePaths = ['<rootDir>/runtime/node_modules'];

const project = (name, extra = {}) => ({
	displayName: name,
	rootDir: __dirname,
	testEnvironment: 'node',
	modulePaths,
	transform: {
		// Types are checked by tsc; here they are only taken off.
		'^.+\\.ts$': ['ts-jest', { tsconfig: { module: 'commonjs', moduleResolution: 'node10', isolatedModules: true }, diagnostics: false }],
	},
	modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
	...extra,
});

module.exports = {
	projects: [
		project('unit', { testMatch: ['<rootDir>/test/{flow,nodes,providers,credentials,scripts}/**/*.test.ts'] }),
		project('workflow', { testMatch: ['<rootDir>/test/workflow/**/*.test.ts'] }),
		project('e2e', {
			testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
			setupFilesAfterEnv: ['<rootDir>/test/e2e/support/patience.ts'],
			globalSetup: '<rootDir>/test/e2e/support/start.mjs',
			globalTeardown: '<rootDir>/test/e2e/support/stop.mjs',
		}),
		project('queue', {
			testMatch: ['<rootDir>/test/queue/**/*.test.ts'],
			setupFilesAfterEnv: ['<rootDir>/test/queue/support/eachFile.ts'],
			globalSetup: '<rootDir>/test/queue/support/start.mjs',
			globalTeardown: '<rootDir>/test/queue/support/stop.mjs',
		}),
	],
};

import { createRequire } from 'node:module';

import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// These two look for n8n-workflow, which the scripts put on NODE_PATH; only require() looks there.
const require = createRequire(import.meta.url);
const { n8nCommunityNodesPlugin } = require('@n8n/eslint-plugin-community-nodes');
const nodesBase = require('eslint-plugin-n8n-nodes-base');

const selfHosted = n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport;

// Every rule that is off, with its reason. There are no inline disables.
const COMMUNITY_OFF = {
	// JSONPath, JSON Schema and phone numbers are libraries' work; n8n installs the dependencies of a community package.
	'@n8n/community-nodes/no-runtime-dependencies': 'off',
};
const CREDENTIALS_OFF = {
	// n8n's own node-cli switches these two off: newer rules of the other plugin do the same better.
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
};
const NODES_OFF = {
	// As in n8n's own node-cli: these three know only string literals and older panels.
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
	// The token of a route is there to be seen and copied by its builder; credentials keep theirs hidden.
	'n8n-nodes-base/node-param-type-options-password-missing': 'off',
};

const oneWay = (folders, why) => ({
	'no-restricted-imports': ['error', { patterns: folders.map((folder) => ({ group: [`**/${folder}/**`, folder], message: why })) }],
});

export default defineConfig(
	globalIgnores(['dist', '.cache', 'node_modules', 'runtime']),
	{ files: ['**/*.ts'], extends: [js.configs.recommended, tseslint.configs.recommended] },
	{
		files: ['**/*.{js,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: {
			globals: Object.fromEntries(
				['AbortSignal', 'Buffer', 'URL', 'clearInterval', 'clearTimeout', 'console', 'fetch', 'performance', 'process', 'setInterval', 'setTimeout', '__dirname', 'module', 'require', 'exports'].map(
					(name) => [name, 'writable'],
				),
			),
		},
	},
	{
		files: ['{nodes,credentials}/**/*.ts'],
		extends: [selfHosted],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: COMMUNITY_OFF,
	},
	{
		files: ['package.json'],
		extends: [selfHosted],
		plugins: { 'n8n-nodes-base': nodesBase },
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: { ...nodesBase.configs.community.rules, ...COMMUNITY_OFF },
	},
	{ files: ['{nodes,credentials,flow,providers}/**/*.ts'], rules: { 'no-console': 'error' } },
	{ files: ['credentials/**/*.ts'], rules: { ...nodesBase.configs.credentials.rules, ...CREDENTIALS_OFF } },
	{ files: ['nodes/**/*.ts'], rules: { ...nodesBase.configs.nodes.rules, ...NODES_OFF } },
	{
		files: ['nodes/DynamicContent/buildProperties.ts'],
		// The type of a row decides which of its other fields are there, so it comes first.
		rules: { 'n8n-nodes-base/node-param-fixed-collection-type-unsorted-items': 'off' },
	},
	{
		files: ['nodes/StartChatbot/optionProperties.ts'],
		// The list of the analytics holds numbers to read, and no IDs to choose.
		rules: { 'n8n-nodes-base/node-param-display-name-wrong-for-dynamic-options': 'off', 'n8n-nodes-base/node-param-description-wrong-for-dynamic-options': 'off' },
	},
	// Imports run one way: nodes -> providers -> flow.
	{ files: ['flow/**/*.ts'], rules: oneWay(['n8n-workflow', 'n8n-core', 'nodes', 'providers', 'credentials'], 'flow/ knows neither n8n nor a vendor.') },
	{ files: ['providers/**/*.ts'], rules: oneWay(['nodes', 'credentials'], 'Providers do not know nodes.') },
	{ files: ['credentials/**/*.ts'], rules: oneWay(['nodes', 'providers', 'flow'], 'Credentials stand alone.') },
);

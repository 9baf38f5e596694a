import { setTimeout as sleep } from 'node:timers/promises';

import { redisFromUrl } from '../../../flow/store/redisLocation';
import { RedisStore } from '../../../flow/store/redisStore';
import { settingsOf } from '../../../flow/store/settings';
import type { RedisServer } from '../../support/redisServer';
import { describeWithRedis, startRedis } from '../../support/redisServer';
import { describeContract } from './contract';

const NO_SETTINGS = settingsOf({}, () => '');

describeWithRedis('the Redis store', () => {
	let server: RedisServer;
	let store: RedisStore;
	beforeAll(async () => {
		server = await startRedis();
		store = new RedisStore(redisFromUrl(server.url, NO_SETTINGS));
	});
	afterAll(async () => {
		await store.close();
		await server.kill();
	});
	describeContract(() => ({ store, pass: (ms) => sleep(ms) }));
});

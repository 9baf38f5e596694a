import { SqliteStore } from '../../../flow/store/sqliteStore';
import { describeContract } from './contract';

describe('the SQLite store', () => {
	let now = Date.now();
	const store = new SqliteStore(':memory:', () => now);
	afterAll(() => store.close());
	describeContract(() => ({
		store,
		async pass(ms) {
			now += ms;
		},
	}));
});

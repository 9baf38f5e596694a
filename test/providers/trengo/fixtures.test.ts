import { trengoTemplates } from '../../../providers/trengo/templates';
import { UnsendableTemplateError } from '../../../providers/unsendableTemplate';
import type { TemplateFixture } from '../support/templateFixtures';
import { fixturesFor, messageOf, templateFixtures } from '../support/templateFixtures';

const unused = () => Promise.reject(new Error('Nothing is sent here.'));
const { requestOf } = trengoTemplates(unused, { baseUrl: 'https://app.trengo.com/api/v2' });

const unsent = templateFixtures().filter(({ requests }) => requests.trengo === undefined);

/** The fixtures are of no account, so they have no IDs. */
const withId = (fixture: TemplateFixture) => messageOf({ ...fixture, template: { ...fixture.template, id: '4711' } });

it.each(fixturesFor('trengo'))('Trengo gets $name as its document has it: $about', (fixture) => {
	expect(JSON.parse(requestOf([withId(fixture)]).body ?? '')).toEqual(fixture.request);
});

it.each(unsent)('Trengo has no documented form for $name: $about', (fixture) => {
	expect(() => requestOf([withId(fixture)])).toThrow(UnsendableTemplateError);
	expect(() => requestOf([withId(fixture)])).toThrow('Trengo has no documented form');
});

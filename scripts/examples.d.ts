// The types of examples.js, for the tests.
interface ExampleFlow<Workflow> {
	/** That of its file, without the ending. */
	name: string;
	workflow: Workflow;
}

export function exampleNames(): Promise<string[]>;
export function exampleFlows<Workflow>(name: string, simulatorUrl: string): Promise<Array<ExampleFlow<Workflow>>>;
export function withFlowIds<Workflow>(workflow: Workflow, ids: Record<string, string>): Workflow;
export function exampleCredentials(simulatorUrl: string): Array<{ id: string; name: string; type: string; data: Record<string, string> }>;
export function withCredentialIds<Workflow>(workflow: Workflow, ids: Record<string, string>): Workflow;
export function workflowId(): string;

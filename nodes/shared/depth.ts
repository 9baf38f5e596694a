import type { IExecuteFunctions, IExecutionContext } from 'n8n-workflow';

/**
 * n8n's own execution context goes along to every sub-workflow, whatever inputs it declares and whichever node has called
 * it; so the depth goes along in it.
 */
const DEPTH = 'flowElementsDepth';

/** @returns how many times Add to Flow has led to this run; 0 for one that began otherwise */
export function depthOf(context: IExecuteFunctions): number {
	const { [DEPTH]: depth } = (context.getExecutionContext() ?? {}) as Record<string, unknown>;
	return typeof depth === 'number' ? depth : 0;
}

/** Notes down how many times Add to Flow has led to this run, for it and for all runs that it starts. */
export function noteDepth(context: IExecuteFunctions, depth: number): void {
	Object.assign(context.getExecutionContext() ?? {}, { [DEPTH]: depth });
}

/** @returns the execution context of a run that is started at a depth */
export function contextAtDepth(context: IExecuteFunctions, depth: number): IExecutionContext {
	return { ...context.getExecutionContext(), [DEPTH]: depth } as unknown as IExecutionContext;
}

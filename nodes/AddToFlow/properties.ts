import { optionProperties } from './optionProperties';
import { participantProperties } from './participantProperties';
import { targetProperties } from './targetProperties';
import { variableProperties } from './variableProperties';

/** The panel: into which flow, who, with which variables. */
export const properties = [...targetProperties, ...participantProperties, ...variableProperties, ...optionProperties];

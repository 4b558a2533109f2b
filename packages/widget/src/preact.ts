/** `import { useLimit, Gate } from '@attachkit/widget/preact'` */
import { type ComponentChild, createContext, createElement } from 'preact';
import { useContext, useEffect, useReducer } from 'preact/hooks';
import { type Bindings, bind } from './bindings.ts';

const bindings: Bindings<ComponentChild> = bind<ComponentChild>({
  createElement,
  createContext,
  useContext,
  useEffect,
  useReducer: useReducer as never,
});

export const { AttachkitProvider, useAttachkit, useAttachment, useLimit, Gate, Slot, Meter, Preferences } = bindings;

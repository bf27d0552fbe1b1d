/**
 * What of undici the command uses: pools, proxies, requests. Its own entry also loads fetch, web sockets, caches and mocks,
 * which take longer to load than most commands run. For the bundle only: tests and the library see undici itself.
 */
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';

Dispatcher.prototype.request = request;

export { Agent, ProxyAgent };

/**
 * What of undici the command uses: pools, proxies, requests. Its own entry also loads fetch, web sockets, caches and mocks,
 * which take longer to load than most commands run. For the bundle only: tests and the library see undici itself.
 */
const request = require('undici/lib/api/api-request.js');
const Agent = require('undici/lib/dispatcher/agent.js');
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

Dispatcher.prototype.request = request;

module.exports = {
  Agent,
  get ProxyAgent() {
    return require('undici/lib/dispatcher/proxy-agent.js');
  },
};

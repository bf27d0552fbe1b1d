/** Which service a client means by the peer that its attributes name. */

/** What is known of the services of many traces, and of the addresses they are reached at. */
export class PeerServices {
  private readonly services = new Set<string>();
  /** By peer, as clients call it: the service that answered; undefined where several did. */
  private readonly answered = new Map<string, string | undefined>();
  /** By address: the service that says it was called there. */
  private readonly claimed = new Map<string, string | undefined>();

  /** Takes in a service that has spans of its own. */
  add(service: string): void {
    if (service !== '') this.services.add(service);
  }

  /** Takes in that a service answered a client which calls it so. */
  addAnswer(peer: string, service: string): void {
    addTo(this.answered, peer, service);
  }

  /** Takes in that a service says it was called at an address. */
  addClaim(address: string, service: string): void {
    addTo(this.claimed, address, service);
  }

  /**
   * The service; undefined where the peer has no spans, or may be several. What was seen counts most: who answers to the
   * peer, then who has its name, or the first part of that (`cart` of `cart.shop.svc`), then who claims the address.
   */
  resolve(peer: string): string | undefined {
    const host = peer.replace(/:\d+$/, '');
    const [label] = /^[a-z][^.:]*(?=\.)/i.exec(host) ?? [];
    const named = [host, host.toLowerCase(), label].find(
      (name) => name !== undefined && this.services.has(name),
    );
    return this.answered.get(peer) ?? named ?? this.claimed.get(peer);
  }
}

function addTo(map: Map<string, string | undefined>, key: string, service: string): void {
  if (!map.has(key)) map.set(key, service);
  else if (map.get(key) !== service) map.set(key, undefined);
}

// A real OpenID provider for the tests, on a free port of this machine. It prints its address and ends when its input
// does. Every person in it is invented. The first argument is where it sends browsers back to, the second the name by
// which it is reached: by another name than ours, it is another site for a browser.
//
// The test's browser says who signs in by a header, in place of a form with a password; without the header the person
// gives up. A code can be had for two clients, whose tokens are signed by RS256 and by ES256.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

// Standard output has the address and nothing else: its reader goes away after that.
console.info = console.warn = console.error;

const [back, host = "127.0.0.1"] = process.argv.slice(2);
const people = {
  ana: { name: "Ana Invented", groups: ["SEND caseworkers"] },
  promoted: { name: "Ana Invented", groups: ["SEND caseworkers", "SEND panel"] },
  stranger: { name: "Stranger Invented", groups: ["Libraries"] },
  nobody: { groups: [] },
};
// One person whose groups the test changes between two sign-ins.
let standing = people.ana;

const key = (type, options, alg) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  alg,
});
const client = (client_id, id_token_signed_response_alg) => ({
  client_id,
  client_secret: "an invented secret: with / and %",
  redirect_uris: [back],
  post_logout_redirect_uris: [new URL("/sign-in", back).href],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  id_token_signed_response_alg,
});

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://${host}:${server.address().port}`;
const provider = new Provider(issuer, {
  jwks: {
    keys: [key("rsa", { modulusLength: 2048 }, "RS256"), key("ec", { namedCurve: "P-256" }, "ES256")],
  },
  clients: [client("banding-rs", "RS256"), client("banding-es", "ES256")],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name", "groups"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["invented"] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  // What a real provider asks for once, this one takes as given.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...(id === "ana" ? standing : people[id]) }),
  }),
});

const answer = provider.callback();
server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const who = request.headers["x-person"];
  standing = request.headers["x-standing"] === "promoted" ? people.promoted : people.ana;
  const result = who ? { login: { accountId: who } } : { error: "access_denied" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});
process.stdin.on("end", () => process.exit()).resume();
console.log(issuer);

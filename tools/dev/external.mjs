const notOurs = (what) => () =>
  Promise.reject(new Error(`${what} is not ours to stop: it was given by the environment`));
const untouched = (what) => ({
  start: notOurs(what),
  restart: notOurs(what),
  kill: notOurs(what),
  stop: async () => {},
});

/** A MongoDB URI with the database put in; URIs with several hosts are no URLs, so `URL` cannot do it. */
export function withDatabase(uri, db = '') {
  const [, head, query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  if (!head) throw new Error('MONGODB_URI is not a MongoDB connection string');
  return `${head}/${db}${query}`;
}

export function externalMongo(say) {
  const uri = process.env.MONGODB_URI;
  if (!uri) return undefined;
  say('MongoDB as named by MONGODB_URI');
  return { ...untouched('MongoDB'), port: undefined, uri: (db) => withDatabase(uri, db) };
}

export function externalBroker(say) {
  if (!process.env.AMQP_URL) return undefined;
  const given = new URL(process.env.AMQP_URL);
  const {
    RABBITMQ_MANAGEMENT_URL: managementUrl,
    RABBITMQ_ADMIN_USER: admin,
    RABBITMQ_ADMIN_PASSWORD: secret,
  } = process.env;
  const user = admin ?? decodeURIComponent(given.username || 'guest');
  const password = secret ?? decodeURIComponent(given.password || 'guest');
  if (!managementUrl)
    throw new Error(
      'with AMQP_URL, RABBITMQ_MANAGEMENT_URL is needed too: the queues are declared through it',
    );
  say('RabbitMQ as named by AMQP_URL');
  return {
    ...untouched('RabbitMQ'),
    user,
    password,
    managementUrl,
    url: (vhost, who = { user, password }) => {
      const url = new URL(given);
      url.username = encodeURIComponent(who.user);
      url.password = encodeURIComponent(who.password);
      if (vhost !== undefined) url.pathname = `/${encodeURIComponent(vhost)}`;
      return url.href;
    },
  };
}

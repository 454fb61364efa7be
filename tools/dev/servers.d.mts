export interface Login {
  user: string;
  password: string;
}

export interface Servers {
  dir: string;
  mongoUri(database?: string): string;
  mongoPort: number | undefined;
  amqpUrl(vhost?: string, login?: Login): string;
  managementUrl: string;
  adminUser: string;
  adminPassword: string;
  restartBroker(): Promise<void>;
  restartMongo(): Promise<void>;
  killBroker(): Promise<void>;
  killMongo(): Promise<void>;
  stop(): Promise<void>;
}

export function startServers(options: {
  dir: string;
  say?: (line: string) => void;
  broker?: { port?: number; managementPort?: number; conf?: string[]; plugins?: string[] };
  mongo?: { port?: number; cacheGB?: number; args?: string[] };
  onDown?: (name: string, code: number | null, lastWords: string) => void;
  privateOnly?: boolean;
}): Promise<Servers>;

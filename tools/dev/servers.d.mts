export interface Login {
  user: string;
  password: string;
}

export interface Servers {
  dir: string;
  /** As the admin where nobody else is named. */
  mongoUri(database?: string, login?: Login): string;
  mongoPort: number | undefined;
  amqpUrl(vhost?: string, login?: Login): string;
  managementUrl: string;
  /** Absent where the servers are not ours: then there is nobody but whom MONGODB_URI names. */
  mongoAdminUri?: string;
  adminUser: string;
  adminPassword: string;
  restartBroker(): Promise<void>;
  restartMongo(): Promise<void>;
  killBroker(): Promise<void>;
  controlBroker(...args: readonly string[]): Promise<void>;
  killMongo(): Promise<void>;
  stop(): Promise<void>;
}

export function startServers(options: {
  dir: string;
  say?: (line: string) => void;
  broker?: { port?: number; managementPort?: number; conf?: string[]; plugins?: string[] };
  mongo?: {
    port?: number;
    cacheGB?: number;
    args?: string[];
    users?: { user: string; password: string; roles: object[] }[];
  };
  onDown?: (name: string, code: number | null, lastWords: string) => void;
  privateOnly?: boolean;
}): Promise<Servers>;

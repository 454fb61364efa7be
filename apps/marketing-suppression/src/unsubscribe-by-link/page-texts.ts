import type { ScopeData } from '#contracts';
import type { Language } from '#policy';

export interface PageTexts {
  readonly title: string;
  readonly ask: (what: string) => string;
  readonly button: string;
  readonly done: (what: string) => string;
  readonly unknown: string;
  readonly otherwise: (contact: string) => string;
  readonly what: Readonly<Record<ScopeData['kind'], string>>;
}

export const pageTexts: Readonly<Record<Language, PageTexts>> = {
  fi: {
    title: 'Viestien lopettaminen',
    ask: (what) => `Haluatko, ettei tähän osoitteeseen enää lähetetä sinulle: ${what}?`,
    button: 'Lopeta viestit',
    done: (what) => `Kielto on voimassa. Tähän osoitteeseen ei enää lähetetä: ${what}.`,
    unknown: 'Linkki on puutteellinen, eikä sillä voi lopettaa viestejä.',
    otherwise: (contact) =>
      `Voit kieltää viestit myös kirjoittamalla meille: ${contact}. Syytä ei tarvitse kertoa eikä kirjautua.`,
    what: {
      'all-marketing': 'markkinointia',
      channel: 'viestejä tätä kanavaa pitkin',
      topic: 'tätä uutiskirjettä',
      research: 'tutkimuskutsuja',
      profiling: 'profiloituja viestejä',
      disclosure: 'muiden viestejä',
    },
  },
  sv: {
    title: 'Avsluta meddelanden',
    ask: (what) => `Vill du att vi inte längre skickar till den här adressen: ${what}?`,
    button: 'Avsluta meddelandena',
    done: (what) => `Ditt förbud gäller. Till den här adressen skickas inte längre: ${what}.`,
    unknown: 'Länken är ofullständig och kan inte avsluta meddelanden.',
    otherwise: (contact) =>
      `Du kan också förbjuda meddelanden genom att skriva till oss: ${contact}. Du behöver varken ange orsak eller logga in.`,
    what: {
      'all-marketing': 'marknadsföring',
      channel: 'meddelanden i den här kanalen',
      topic: 'det här nyhetsbrevet',
      research: 'inbjudningar till undersökningar',
      profiling: 'profilerade meddelanden',
      disclosure: 'meddelanden från andra',
    },
  },
  en: {
    title: 'Stop messages',
    ask: (what) => `Do you want us to stop sending to this address: ${what}?`,
    button: 'Stop the messages',
    done: (what) => `Your prohibition is in force. No longer sent to this address: ${what}.`,
    unknown: 'The link is incomplete, and cannot stop messages.',
    otherwise: (contact) =>
      `You can also prohibit messages by writing to us: ${contact}. You need not give a reason, nor log in.`,
    what: {
      'all-marketing': 'marketing',
      channel: 'messages by this channel',
      topic: 'this newsletter',
      research: 'invitations to surveys',
      profiling: 'profiled messages',
      disclosure: 'messages of others',
    },
  },
};

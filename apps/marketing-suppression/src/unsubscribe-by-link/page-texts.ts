import type { ScopeData } from '#contracts';
import type { Language } from '#policy';

type ByScope = Readonly<Record<ScopeData['kind'], string>>;

export interface PageTexts {
  readonly title: string;
  readonly ask: ByScope;
  readonly button: string;
  readonly done: ByScope;
  readonly unknown: string;
  readonly otherwise: (contact: string) => string;
}

export const pageTexts: Readonly<Record<Language, PageTexts>> = {
  fi: {
    title: 'Viestien lopettaminen',
    ask: {
      'all-marketing': 'Haluatko lopettaa kaiken markkinoinnin, jota saat meiltä?',
      channel: 'Haluatko lopettaa markkinointimme tässä kanavassa?',
      topic: 'Haluatko lopettaa tämän uutiskirjeen?',
      research: 'Haluatko lopettaa kutsumme kyselyihin ja tutkimuksiin?',
      profiling: 'Haluatko kieltää profiloinnin markkinointiamme varten?',
      disclosure: 'Haluatko kieltää tietojesi luovuttamisen muille?',
    },
    button: 'Kyllä, lopeta',
    done: {
      'all-marketing':
        'Kieltosi on voimassa: et saa meiltä enää mitään markkinointia, et sähköpostilla, tekstiviestillä, puhelimella etkä postilla.',
      channel: 'Kieltosi on voimassa: emme enää markkinoi sinulle tässä kanavassa.',
      topic: 'Et enää saa tätä uutiskirjettä.',
      research: 'Kieltosi on voimassa: emme enää kutsu sinua kyselyihin emmekä tutkimuksiin.',
      profiling: 'Kieltosi on voimassa: emme enää profiloi sinua markkinointia varten.',
      disclosure: 'Kieltosi on voimassa: emme enää luovuta tietojasi muille.',
    },
    unknown: 'Linkki on puutteellinen, eikä sillä voi lopettaa viestejä.',
    otherwise: (contact) =>
      `Voit kieltää viestit myös kirjoittamalla meille: ${contact}. Syytä ei tarvitse kertoa eikä kirjautua.`,
  },
  sv: {
    title: 'Avsluta utskick',
    ask: {
      'all-marketing': 'Vill du avsluta all marknadsföring från oss?',
      channel: 'Vill du avsluta vår marknadsföring i den här kanalen?',
      topic: 'Vill du avsluta det här nyhetsbrevet?',
      research: 'Vill du slippa våra inbjudningar till enkäter och undersökningar?',
      profiling: 'Vill du förbjuda profilering för vår marknadsföring?',
      disclosure: 'Vill du förbjuda att dina uppgifter lämnas ut till andra?',
    },
    button: 'Ja, avsluta',
    done: {
      'all-marketing':
        'Ditt förbud gäller: du får ingen marknadsföring från oss längre, vare sig per e-post, sms, telefon eller post.',
      channel: 'Ditt förbud gäller: du får ingen marknadsföring från oss i den här kanalen längre.',
      topic: 'Du får inte det här nyhetsbrevet längre.',
      research: 'Ditt förbud gäller: vi bjuder inte längre in dig till enkäter eller undersökningar.',
      profiling: 'Ditt förbud gäller: vi profilerar dig inte längre för marknadsföring.',
      disclosure: 'Ditt förbud gäller: vi lämnar inte längre ut dina uppgifter till andra.',
    },
    unknown: 'Länken är ofullständig och kan inte avsluta utskick.',
    otherwise: (contact) =>
      `Du kan också förbjuda utskick genom att skriva till oss: ${contact}. Du behöver varken ange orsak eller logga in.`,
  },
  en: {
    title: 'Stop messages',
    ask: {
      'all-marketing': 'Do you want to stop all marketing from us?',
      channel: 'Do you want to stop our marketing by this channel?',
      topic: 'Do you want to stop this newsletter?',
      research: 'Do you want to stop our invitations to surveys and research?',
      profiling: 'Do you want to stop profiling for our marketing?',
      disclosure: 'Do you want to stop us passing your data on to others?',
    },
    button: 'Yes, stop',
    done: {
      'all-marketing':
        'Your prohibition is in force: you will get no more marketing from us, by e-mail, text message, phone or post.',
      channel: 'Your prohibition is in force: you will get no more marketing from us by this channel.',
      topic: 'You will not get this newsletter any more.',
      research: 'Your prohibition is in force: you will not be invited to our surveys and research any more.',
      profiling: 'Your prohibition is in force: you are no longer profiled for our marketing.',
      disclosure: 'Your prohibition is in force: your data is no longer passed on to others.',
    },
    unknown: 'The link is incomplete, and cannot stop messages.',
    otherwise: (contact) =>
      `You can also prohibit messages by writing to us: ${contact}. You need not give a reason, nor log in.`,
  },
};

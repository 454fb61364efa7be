import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload, RmqContext, Transport, type RmqOptions } from '@nestjs/microservices';
import type { Channel, Message } from 'amqplib';
import mongoose from 'mongoose';

const { AMQP_URL = '', MONGODB_URI = '', QUEUE = '' } = process.env;
const mongo = await mongoose.createConnection(MONGODB_URI).asPromise();
const writeConcern = { w: 'majority', journal: true } as const;
const schema = new mongoose.Schema(
  { _id: String, type: String, data: Object },
  { writeConcern, strict: false },
);
const Fact = mongo.model('Fact', schema, 'facts');

/** As the framework's own documentation shows it: one message, one create(), one acknowledgement. */
@Controller()
class TakeIn {
  // oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- without it the signature does not type-check
  @EventPattern<string>('store-event')
  async take(@Payload() event: { id: string }, @Ctx() context: RmqContext): Promise<void> {
    await Fact.create({ _id: event.id, ...event });
    (context.getChannelRef() as Channel).ack(context.getMessage() as unknown as Message);
  }
}

@Module({ controllers: [TakeIn] })
class StockModule {}

const app = await NestFactory.createMicroservice<RmqOptions>(StockModule, {
  logger: ['error'],
  transport: Transport.RMQ,
  options: {
    urls: [AMQP_URL],
    queue: QUEUE,
    noAck: false,
    prefetchCount: 64,
    queueOptions: { durable: true, arguments: { 'x-queue-type': 'quorum' } },
  },
});
await app.listen();

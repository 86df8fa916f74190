-- SPDX-License-Identifier: MIT
--
-- The least that could be called a ticket: count, store, queue. No ledger, no paper, no second thought.
local service, now = ARGV[2], tonumber(ARGV[3])
local ticket = service .. redis.call('INCR', 'count:' .. service)
redis.call('HSET', 'ticket:' .. ticket, 'service', service, 'issued', now, 'state', 'waiting')
redis.call('ZADD', 'queue:' .. service, now + 900000, ticket)
return {ok = ticket}

-- SPDX-License-Identifier: MIT
--
-- What Redis has to do for a ticket that novbe issues: the same request again is answered what was answered; a number
-- is never given twice; count, store the ticket, queue it, append its two facts to the ledger, order its paper.
local request, service, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
local before = redis.call('GET', 'request:' .. request)
if before then
    return {ok = before}
end
local number = redis.call('INCR', 'count:' .. service)
local ticket = service .. number
if redis.call('SADD', 'numbers', ticket) == 0 then
    return redis.error_reply('number given twice')
end
local due = now + 900000
redis.call('HSET', 'ticket:' .. ticket, 'service', service, 'number', number, 'channel', 'kiosk', 'class', 'regular',
           'needs', 0, 'language', 'az', 'party', 1, 'code', 'K7M2Q', 'issued', now, 'state', 'waiting', 'due', due)
redis.call('ZADD', 'queue:' .. service, due, ticket)
redis.call('XADD', 'ledger', '*', 'kind', 'issued', 'at', now, 'ticket', ticket, 'service', service, 'number', number,
           'channel', 'kiosk', 'class', 'regular', 'language', 'az', 'party', 1, 'code', 'K7M2Q')
redis.call('XADD', 'ledger', '*', 'kind', 'step_entered', 'at', now, 'ticket', ticket, 'service', service, 'base', now,
           'due', due, 'tier', 0, 'promote', 0, 'target', 900000)
redis.call('XADD', 'print', '*', 'ticket', ticket, 'printer', 'entrance', 'state', 'waiting')
redis.call('SET', 'request:' .. request, ticket, 'EX', 86400)
return {ok = ticket}

-- For wrk: GET /u1/1k, /u2/1k, … to as many upstreams as the argument says, in an order that favours none.
local requests = {}
local last = 0

function init(arguments)
  for upstream = 1, tonumber(arguments[1]) do
    requests[upstream] = wrk.format("GET", "/u" .. upstream .. "/1k")
  end
end

function request()
  -- 617 is prime to every number of upstreams used here, so each has its turn.
  last = (last + 617) % #requests
  return requests[last + 1]
end

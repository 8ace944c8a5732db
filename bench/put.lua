-- wrk: PUT of the file BODY, which is of the type TYPE, to each of PRODUCTS products in turn, and latencies as numbers.
local file = io.open(os.getenv("BODY"))
local body = file:read("*a")
file:close()
local products = tonumber(os.getenv("PRODUCTS"))
local requests, turn = {}, 0

init = function ()
  local headers = { ["Content-Type"] = os.getenv("TYPE"), ["Accept"] = os.getenv("ACCEPT") }
  for name, value in string.gmatch(os.getenv("HEADERS"), "([^:]+): ([^\n]+)\n") do headers[name] = value end
  for id = 1, products do
    requests[id] = wrk.format("PUT", "/api/v1/Product/" .. id .. "/ImageInfo", headers, body)
  end
end

request = function ()
  turn = turn % products + 1
  return requests[turn]
end

done = function (summary, latency)
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(99), summary.errors.status + summary.errors.read + summary.errors.timeout))
end

using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmuEdit.Http;

/// <summary>
/// Logs one line per request: method, path, status and milliseconds. Queries and headers, which may
/// have secrets, are left out.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private const int ClientClosedRequest = 499;

    public Task InvokeAsync(HttpContext context) => log.IsEnabled(LogLevel.Information) ? RunAsync(context) : next(context);

    private async Task RunAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var request = context.Request;
            Answered(
                log,
                request.Method,
                // Percent-encoded, so a path cannot begin another line.
                (request.PathBase + request.Path).ToUriComponent(),
                context.RequestAborted.IsCancellationRequested ? ClientClosedRequest : context.Response.StatusCode,
                Stopwatch.GetElapsedTime(start).TotalMilliseconds
            );
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Method} {Path} {Status} {Milliseconds:0.0} ms")]
    private static partial void Answered(ILogger log, string method, string path, int status, double milliseconds);
}

using EmuEdit.Core;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Cli.Server;

/// <summary>Answers errors with problem documents (RFC 9457).</summary>
internal sealed class ProblemHandler : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Answer(exception) is not { } answer)
            return false;
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    private static IResult? Answer(Exception exception) => exception switch
    {
        InvalidInputException e => Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "Bad input", extensions: Parts(e)),
        BadHttpRequestException e => Results.Problem(e.Message, statusCode: e.StatusCode),
        // A form whose parts cannot be told apart, or that is longer than the limit.
        InvalidDataException e => Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest, title: "Bad form"),
        OperationCanceledException => Results.StatusCode(ClientClosedRequest),
        _ => null,
    };

    private static Dictionary<string, object?> Parts(InvalidInputException e) => new() { ["given"] = e.Given, ["allowed"] = e.Allowed, ["advice"] = e.Advice };
}

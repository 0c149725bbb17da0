using Microsoft.AspNetCore.Http;

namespace EmuEdit.Functions;

/// <summary>
/// Refuses requests that have not passed the platform's sign-in, in case that is turned off by mistake. The platform removes this header
/// from requests and adds it to those that it has checked.
/// </summary>
internal static class RequiredIdentity
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL-ID";

    private const string Health = "/healthz";

    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Path == Health || context.Request.Headers.ContainsKey(Header)
            ? next(context)
            : Results
                .Problem(
                    "Sign in: this deployment answers only requests whose identity the platform has checked.",
                    statusCode: StatusCodes.Status401Unauthorized,
                    title: "No identity"
                )
                .ExecuteAsync(context);
}

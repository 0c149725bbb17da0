using Microsoft.AspNetCore.Http;

namespace EmuEdit.Functions;

/// <summary>Refuses what has not come through the platform's sign-in, should that be turned off by mistake. The platform takes this header from requests and gives it to those that it has checked.</summary>
internal static class RequiredIdentity
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL-ID";

    private const string Health = "/healthz";

    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Path == Health || context.Request.Headers.ContainsKey(Header)
            ? next(context)
            : Results.Problem("Sign in: this deployment answers only requests whose identity the platform has checked.", statusCode: StatusCodes.Status401Unauthorized, title: "No identity").ExecuteAsync(context);
}

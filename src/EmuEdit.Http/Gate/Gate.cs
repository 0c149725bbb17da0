using System.Net;
using EmuEdit.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary>What a request passes before it is looked at any further, in this order.</summary>
internal static class Gate
{
    // What answers tell beside their content.
    private static readonly string[] Exposed = ["Location", "ETag", "Link", "Retry-After", "Emu-Task", "Emu-Task-Confidence", "Emu-Seed", "Emu-Changed-Pixels"];

    public static IServiceCollection AddGate(this IServiceCollection services, GateSettings settings) =>
        services.AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, settings.Validated())));

    public static IApplicationBuilder UseGate(this IApplicationBuilder app) => app
        .Use(SafeHeaders.AddAsync)
        .UseMiddleware<HostCheck>()
        .UseMiddleware<OriginCheck>()
        // A browser asks beforehand, without a key, what a page of an allowed origin may send.
        .UseCors()
        .UseMiddleware<KeyCheck>();

    /// <summary>Refuses a server that others than this machine could use and that asks nobody for a key.</summary>
    /// <exception cref="InvalidInputException">It is one.</exception>
    public static void RequireKey(ServerSettings settings, IPAddress address)
    {
        if (!IPAddress.IsLoopback(address) && settings.Gate is { Key: null, WithoutKey: false })
            throw new InvalidInputException($"--host {settings.Host} without a key", "--key-file FILE with the key that clients must show", "say --no-key if whoever reaches this address may use the server");
    }

    private static void Allow(CorsPolicyBuilder policy, GateSettings settings) =>
        policy.WithOrigins([.. settings.Origins]).AllowAnyHeader().WithMethods("GET", "HEAD", "POST", "DELETE").WithExposedHeaders(Exposed).SetPreflightMaxAge(TimeSpan.FromMinutes(10));
}

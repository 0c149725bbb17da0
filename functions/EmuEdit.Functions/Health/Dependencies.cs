using EmuEdit.Http;
using EmuEdit.Orchestration;
using EmuEdit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EmuEdit.Functions;

/// <summary>
/// The app's dependencies as checks of <c>/api/health</c>: the store, the task hub, the bundle's files, and the language model if there is
/// one.
/// </summary>
internal static class Dependencies
{
    private const string Name = "health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // The address of the language model responds to anybody, if only with 404. A real request would cost money.
    private static readonly HttpClient Http = new() { Timeout = Patience };

    /// <summary>Adds the checks. Without the language model, only data sets from captions cannot be made.</summary>
    public static IServiceCollection AddDependencies(this IServiceCollection services, HostSettings settings)
    {
        var checks = services.AddHealthChecks()
            .Add(Check("storage", (s, stop) => s.GetRequiredService<IBlobStore>().FindAsync(Name, stop)))
            .Add(Check("task_hub", (s, stop) => s.GetRequiredService<OrchestrationClient>().GetAsync(Name, stop)))
            .Add(Check("bundle", (_, _) => BundleAsync(settings.BundleFolder)));
        if (settings.LanguageModel is { } model)
            checks.Add(Check("language_model", (_, stop) => AnswerAsync(model.Endpoint, stop), HealthStatus.Degraded));
        return services;
    }

    private static HealthCheckRegistration Check(
        string dependency,
        Func<IServiceProvider, CancellationToken, Task> ask,
        HealthStatus failure = HealthStatus.Unhealthy
    ) => new(dependency, services => new Question(stop => ask(services, stop)), failure, tags: null, Patience);

    // Some parts of a bundle are loaded only on first use, so the check looks for the file.
    private static Task BundleAsync(string folder) =>
        File.Exists(Path.Combine(folder, "model_index.json"))
            ? Task.CompletedTask
            : throw new IOException($"There is no bundle in {folder}.");

    private static async Task AnswerAsync(Uri endpoint, CancellationToken cancellationToken) =>
        (await Http.GetAsync(endpoint, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false)).Dispose();

    // The message of an exception becomes the reported problem.
    private sealed class Question(Func<CancellationToken, Task> ask) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await ask(cancellationToken).ConfigureAwait(false);
                return HealthCheckResult.Healthy();
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"No answer within {Patience.TotalSeconds:0} seconds.", e);
            }
        }
    }
}

using System.ClientModel.Primitives;
using Azure.Core;

namespace EmuEdit.Instructions;

/// <summary>
/// Sends the token of an identity of Azure with each call, in place of a key. The credential keeps
/// tokens until they end.
/// </summary>
/// <param name="credential">The identity.</param>
internal sealed class IdentityPolicy(TokenCredential credential) : PipelinePolicy
{
    private static readonly TokenRequestContext s_wanted = new(["https://cognitiveservices.azure.com/.default"]);

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Authorise(message, credential.GetToken(s_wanted, message.CancellationToken));
        ProcessNext(message, pipeline, currentIndex);
    }

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Authorise(message, await credential.GetTokenAsync(s_wanted, message.CancellationToken).ConfigureAwait(false));
        await ProcessNextAsync(message, pipeline, currentIndex).ConfigureAwait(false);
    }

    private static void Authorise(PipelineMessage message, AccessToken token) =>
        message.Request.Headers.Set("Authorization", $"Bearer {token.Token}");
}

using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Instructions;
using EmuEdit.Storage;
using EmuEdit.Trainers;

namespace EmuEdit.Cli.Commands;

/// <summary>The language model that writes instructions for captions. Its key comes from the environment, so that it is in no list of processes.</summary>
internal sealed class LanguageModelOptions
{
    private const string KeyVariable = "EMUEDIT_LLM_KEY";

    private readonly Option<string?> _endpoint = new("--endpoint") { Description = $"OpenAI-compatible endpoint of a dialog model, or with --azure of Azure OpenAI; its key is taken from {KeyVariable}", HelpName = "url" };
    private readonly Option<string?> _model = new("--model") { Description = "The model, or the deployment's name", HelpName = "name" };
    private readonly Option<bool> _azure = new("--azure") { Description = "The endpoint is Azure OpenAI's; without a key the identity that is signed in is used" };
    private readonly Option<decimal> _inputPrice = NumberOption.Of("--input-price", "Price of a million tokens read, in dollars", "0 or more", 0m);
    private readonly Option<decimal> _outputPrice = NumberOption.Of("--output-price", "Price of a million tokens written, in dollars", "0 or more", 0m);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _endpoint, _model, _azure, _inputPrice, _outputPrice })
            command.Add(option);
    }

    /// <summary>What the tokens cost.</summary>
    public ChatPrice Price(ParseResult parsed) => new ChatPrice { InputPerMillion = parsed.GetValue(_inputPrice), OutputPerMillion = parsed.GetValue(_outputPrice) }.Validated();

    /// <summary>The model and the host of its endpoint, for the card; null when no endpoint is named. Call <see cref="Writer"/> first: it checks both.</summary>
    public LanguageModelName? Name(ParseResult parsed) =>
        parsed.GetValue(_endpoint) is { } endpoint ? new(parsed.GetRequiredValue(_model)!, new Uri(endpoint).Host) : null;

    /// <summary>Makes the writer, whose replies are recorded in a store; null when no endpoint is named.</summary>
    /// <exception cref="InvalidInputException">The model has no name, or the endpoint cannot be used.</exception>
    public Func<IBlobStore, IInstructionWriter>? Writer(ParseResult parsed)
    {
        if (parsed.GetValue(_endpoint) is not { } given)
            return null;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var endpoint))
            throw new InvalidInputException($"--endpoint {given}", "an http or https address", "give it in full, for example http://localhost:8000/v1");
        var name = parsed.GetValue(_model) ?? throw new InvalidInputException("--endpoint without --model", "both", "name the model that is to be asked");
        var key = Environment.GetEnvironmentVariable(KeyVariable);
        var model = parsed.GetValue(_azure) ? OpenAiChatModel.Azure(endpoint, key, name) : OpenAiChatModel.Compatible(endpoint, key, name);
        return blobs => new AgentInstructionWriter(new RecordingChatModel(new RetryingChatModel(model), blobs));
    }
}

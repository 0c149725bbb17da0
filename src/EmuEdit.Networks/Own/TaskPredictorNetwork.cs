using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>
/// Predicts the task of an instruction: a text encoder, its mean over the tokens, one affine map.
/// Emu Edit fine-tunes Flan-T5-XL for this (section 4.2).
/// </summary>
public sealed class TaskPredictorNetwork
{
    private readonly TextEncoderNetwork _text;
    private readonly Dense _logits;

    /// <param name="options">The sizes.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    /// <exception cref="InvalidInputException">A size is out of its range.</exception>
    public TaskPredictorNetwork(TaskPredictorNetworkOptions options, int vocabulary)
    {
        options.Validate();
        var scope = new ParameterScope();
        _text = new(scope["text"], vocabulary, options.TextLength, options.Width, options.Layers);
        _logits = new(scope["logits"], options.Width, EditTask.All.Count, gain: 0.2);
        Parameters = scope.All;
    }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Maps token ids [B, L] to logits [B, 16], in the order of <see cref="EditTask.All"/>.</summary>
    public T Forward<T>(IOps<T> ops, T ids) => ops.Float(_logits.Forward(ops, ops.Mean(_text.Forward(ops, ids), 1)));
}

using EmuEdit.Diffusion;

namespace EmuEdit.Networks;

/// <summary>
/// All that equation 2 of Emu Edit trains together: the U-Net, its text encoder and the table of
/// task embeddings.
/// </summary>
public sealed class EditModel
{
    /// <summary>Name of the table of task embeddings.</summary>
    public const string TasksName = "tasks";

    /// <param name="options">The sizes.</param>
    /// <param name="vocabulary">Number of token ids.</param>
    /// <param name="tasks">Number of tasks.</param>
    public EditModel(EditNetworkOptions options, int vocabulary, int tasks)
    {
        options.Validate();
        Options = options;
        var scope = new ParameterScope();
        Text = new(scope["text"], vocabulary, options.TextLength, options.TextWidth, options.TextLayers);
        UNet = new(scope["unet"], options);
        if (options.TaskEmbeddings)
            Tasks = scope.Normal(TasksName, 0.5, tasks, options.TextWidth);
        Parameters = scope.All;
    }

    /// <summary>
    /// The noise schedule: Stable Diffusion's, rescaled to zero terminal SNR. The network predicts
    /// the clean sample.
    /// </summary>
    public static SchedulerConfig Schedule { get; } = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
        PredictionType = PredictionType.Sample,
        RescaleBetasZeroSnr = true,
        TimestepSpacing = TimestepSpacing.Trailing,
        ClipSampleRange = null,
    };

    /// <summary>The sizes.</summary>
    public EditNetworkOptions Options { get; }

    /// <summary>The text encoder.</summary>
    public TextEncoderNetwork Text { get; }

    /// <summary>The U-Net.</summary>
    public EditUNetNetwork UNet { get; }

    /// <summary>The task embeddings, one row per task; null when the model has none.</summary>
    public Parameter? Tasks { get; }

    /// <summary>All parameters, in the order of a checkpoint.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }
}

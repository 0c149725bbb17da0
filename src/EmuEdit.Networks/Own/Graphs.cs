using EmuEdit.Core;

namespace EmuEdit.Networks;

/// <summary>Writes the networks' graphs, with the names that a bundle gives their inputs and outputs.</summary>
internal static class Graphs
{
    public static NetworkGraph TextEncoder(
        string name,
        TextEncoderNetwork text,
        EditNetworkOptions options,
        Func<Parameter, float[]> weights,
        bool half = false
    )
    {
        var graph = new NetworkGraph(name, weights, half);
        return graph.Gives(
            "last_hidden_state",
            text.Forward(graph.Ops, graph.Ids(options.TextLength)),
            options.TextLength,
            options.TextWidth
        );
    }

    public static NetworkGraph UNet(EditModel model, BlockTransform transform, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("unet", weights);
        var (o, grid) = (model.Options, EditNetworkOptions.Grid);
        var sample = graph.Floats("sample", 2 * o.LatentChannels, grid, grid);
        var timestep = graph.Floats("timestep");
        var text = graph.Floats("encoder_hidden_states", o.TextLength, o.TextWidth);
        var task = graph.Floats("task_embeds", o.TextWidth);
        var clean = model.UNet.Forward(graph.Ops, transform, sample, timestep, text, task).Clean;
        return graph.Gives("out_sample", transform.Encode(graph.Ops, clean), o.LatentChannels, grid, grid);
    }

    public static NetworkGraph TextToImageUNet(
        TextToImageNetwork model,
        BlockTransform transform,
        Func<Parameter, float[]> weights,
        bool half = false
    )
    {
        var graph = new NetworkGraph("text_to_image_unet", weights, half);
        var (o, grid) = (model.Options, EditNetworkOptions.Grid);
        var (sample, timestep) = (graph.Floats("sample", o.LatentChannels, grid, grid), graph.Floats("timestep"));
        var clean = model.Predict(graph.Ops, transform, sample, timestep, graph.Floats("encoder_hidden_states", o.TextLength, o.TextWidth));
        return graph.Gives("out_sample", clean, o.LatentChannels, grid, grid);
    }

    public static NetworkGraph VaeEncoder(EditNetworkOptions options, BlockTransform transform)
    {
        var graph = new NetworkGraph("vae_encoder", NoWeights);
        var latent = transform.Encode(graph.Ops, graph.Floats("sample", 3, options.ImageSize, options.ImageSize));
        return graph.Gives("latent_sample", latent, options.LatentChannels, EditNetworkOptions.Grid, EditNetworkOptions.Grid);
    }

    public static NetworkGraph VaeDecoder(EditNetworkOptions options, BlockTransform transform)
    {
        var graph = new NetworkGraph("vae_decoder", NoWeights);
        var picture = transform.Decode(
            graph.Ops,
            graph.Floats("latent_sample", options.LatentChannels, EditNetworkOptions.Grid, EditNetworkOptions.Grid)
        );
        return graph.Gives("sample", picture, 3, options.ImageSize, options.ImageSize);
    }

    public static NetworkGraph TaskPredictor(TaskPredictorNetwork network, int length, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("task_predictor", weights);
        return graph.Gives("logits", network.Forward(graph.Ops, graph.Ids(length)), EditTask.All.Count);
    }

    public static NetworkGraph ClipText(ClipNetwork network, ClipNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("clip_text", weights);
        return graph.Gives("text_embeds", network.Text(graph.Ops, graph.Ids(options.TextLength)), options.EmbedWidth);
    }

    public static NetworkGraph ClipImage(ClipNetwork network, ClipNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("clip_vision", weights);
        return graph.Gives(
            "image_embeds",
            network.Image(graph.Ops, graph.Floats("pixel_values", 3, options.ImageSize, options.ImageSize)),
            options.EmbedWidth
        );
    }

    public static NetworkGraph Detector(DetectorNetwork network, AnnotatorNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("detector", weights);
        var features = network.Features(graph.Ops, Images(graph, options));
        var (presence, box, _) = network.Find(graph.Ops, features, graph.Ids(options.TextLength));
        return graph.Gives("logits", presence, 1).Gives("pred_boxes", box, 4);
    }

    public static NetworkGraph Segmenter(SegmenterNetwork network, AnnotatorNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("segmenter", weights);
        return graph.Gives(
            "pred_masks",
            network.Forward(graph.Ops, Images(graph, options), graph.Floats("input_boxes", 4)),
            1,
            options.ImageSize,
            options.ImageSize
        );
    }

    public static NetworkGraph Depth(DepthNetwork network, AnnotatorNetworkOptions options, Func<Parameter, float[]> weights)
    {
        var graph = new NetworkGraph("depth", weights);
        return graph.Gives("predicted_depth", network.Forward(graph.Ops, Images(graph, options)), options.ImageSize, options.ImageSize);
    }

    private static OnnxValue Images(NetworkGraph graph, AnnotatorNetworkOptions options) =>
        graph.Floats("pixel_values", 3, options.ImageSize, options.ImageSize);

    private static float[] NoWeights(Parameter parameter) => throw new InvalidOperationException("The transform has no parameters.");
}
